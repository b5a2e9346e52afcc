@POST:/api/rookery/v1/channels/:id/messages @DELETE:/api/rookery/v1/channels/:id/messages/:message
Feature: Chatting in a channel
  Each channel has a room, where everybody says what they think of it.

  Background:
    Given Ada opens a channel with "rooks"

  Scenario: what is said stands there, the latest first
    Given Bob chats "are they back?" in the channel of Ada
    When Ada chats "they are" in the channel of Ada
    Then a visitor reads in the channel of Ada:
      | they are       |
      | are they back? |

  Scenario: a retry says nothing twice
    Given Bob chats "caw" as "one" in the channel of Ada
    When Bob chats "caw" as "one" in the channel of Ada
    And Cleo chats "caw" as "one" in the channel of Ada
    Then Ada reads in the channel of Ada:
      | caw |
      | caw |

  Scenario: a name stands for one message
    Given Bob chats "caw" as "one" in the channel of Ada
    When Bob chats "kraa" as "one" in the channel of Ada
    Then Bob is told "something else is there"
    And Ada reads in the channel of Ada:
      | caw |

  Scenario: an owner takes away what others said, and its author too
    Given Bob chats "eggs!" in the channel of Ada
    And Bob chats "sorry" in the channel of Ada
    When Ada takes "eggs!" out of the channel of Ada
    And Bob takes "sorry" out of the channel of Ada
    Then Cleo reads nothing in the channel of Ada

  Scenario: nobody else takes anything away
    Given Bob chats "eggs!" in the channel of Ada
    When Cleo takes "eggs!" out of the channel of Ada
    Then Cleo is told "that is not allowed"
    And Cleo reads in the channel of Ada:
      | eggs! |

  Scenario: whom the owner blocks has nothing to say
    Given Ada blocks Bob
    When Bob chats "caw" in the channel of Ada
    Then Bob is told "that is not allowed"
    And Ada reads nothing in the channel of Ada

  Scenario: a message is short
    When Bob chats 501 letters in the channel of Ada
    Then Bob is told "a post is short"
    And Ada reads nothing in the channel of Ada
