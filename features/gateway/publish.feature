Feature: Publishing through the gateway
  Whoever listens to a room need not ask elsewhere to say something there.

  Background:
    Given Ada opens a channel with "rooks"

  Scenario: what is told through the gateway is said in the room
    When Bob chats "are they back?" through the gateway in the channel of Ada
    And Ada chats "they are" in the channel of Ada
    Then a visitor reads in the channel of Ada:
      | they are       |
      | are they back? |

  Scenario: a retry says nothing twice, whatever way it takes
    Given Bob chats "caw" as "one" through the gateway in the channel of Ada
    When Bob chats "caw" as "one" through the gateway in the channel of Ada
    And Bob chats "caw" as "one" in the channel of Ada
    And Cleo chats "caw" as "one" through the gateway in the channel of Ada
    Then Ada reads in the channel of Ada:
      | caw |
      | caw |

  Scenario: a name stands for one message
    Given Bob chats "caw" as "one" through the gateway in the channel of Ada
    When Bob chats "kraa" as "one" through the gateway in the channel of Ada
    Then Bob is told "something else is there"
    And Ada reads in the channel of Ada:
      | caw |

  Scenario: whom the owner blocks has nothing to say
    Given Ada blocks Bob
    When Bob chats "caw" through the gateway in the channel of Ada
    Then Bob is told "that is not allowed"
    And Ada reads nothing in the channel of Ada

  Scenario: a visitor only listens
    When a visitor chats "caw" through the gateway in the channel of Ada
    Then a visitor is told "one has to log in"
    And Ada reads nothing in the channel of Ada

  Scenario: there is no room without a channel
    When Ada chats "caw" through the gateway in the channel of Bob
    Then Ada is told "it is not there"

  Scenario: a message is short
    When Bob chats 501 letters through the gateway in the channel of Ada
    Then Bob is told "a post is short"
    And Ada reads nothing in the channel of Ada
