@GET:/api/v1/streaming
Feature: Seeing everything at once

  Scenario: followers are shown a post, and strangers are not
    Given Ada follows Bob
    And Ada is watching her home timeline
    And Cleo is watching her home timeline
    When Bob publishes "caw"
    Then Ada is shown "caw" by Bob
    And Cleo is not shown "caw"

  Scenario: one's own posts appear on one's own screen
    Given Bob is watching his home timeline
    When Bob publishes "caw"
    Then Bob is shown "caw" by Bob

  Scenario: posts appear once each and in their order
    Given Ada follows Bob
    And Ada is watching her home timeline
    When Bob publishes 20 posts
    Then Ada is shown "post 1" to "post 20", once each and in this order

  Scenario: who is followed while one watches is shown from then on
    Given Ada is watching her home timeline
    And Ada publishes "I am here"
    And Ada is shown "I am here" by Ada
    And Bob publishes "before"
    When Ada follows Bob
    And Bob publishes "after"
    Then Ada is shown "after" by Bob
    And Ada is not shown "before"

  Scenario: who is no longer followed is shown no more
    Given Ada follows Bob
    And Ada is watching her home timeline
    When Ada no longer follows Bob
    And Bob publishes "caw"
    Then Ada is not shown "caw"

  Scenario: a deleted post disappears from the screens that showed it
    Given Ada follows Bob
    And Ada is watching her home timeline
    And Cleo is watching the public timeline
    And Bob publishes "a slip of the beak"
    When Bob deletes "a slip of the beak"
    Then "a slip of the beak" disappears from Ada's screen
    And "a slip of the beak" disappears from Cleo's screen

  Scenario: a boost reaches the booster's followers
    Given Ada follows Cleo
    And Bob publishes "caw"
    And Ada is watching her home timeline
    When Cleo boosts "caw"
    Then Ada is shown "caw" boosted by Cleo

  Scenario: a boost that is taken back disappears
    Given Ada follows Cleo
    And Bob publishes "caw"
    And Ada is watching her home timeline
    And Cleo boosts "caw"
    When Cleo takes back her boost of "caw"
    Then Cleo's boost of "caw" disappears from Ada's screen

  Scenario: a boost that is not wanted is not shown
    Given Ada follows Cleo without boosts
    And Bob publishes "caw"
    And Ada is watching her home timeline
    When Cleo boosts "caw"
    Then Ada is not shown "caw"

  Scenario: a boost is no news to the public
    Given Bob publishes "caw"
    And Ada is watching the public timeline
    When Cleo boosts "caw"
    Then Ada is not shown "caw" boosted by Cleo

  Scenario: an answer to a stranger is not shown at home
    Given Ada follows Bob
    And Cleo publishes "a question"
    And Ada is watching her home timeline
    When Bob replies "an answer" to "a question"
    Then Ada is not shown "an answer"

  Scenario: a visitor watches the public timeline
    Given a visitor is watching the public timeline
    When Bob publishes "caw"
    Then a visitor is shown "caw" by Bob

  Scenario: an answer to somebody else is not for the public
    Given Bob publishes "a question"
    And a visitor is watching the public timeline
    When Ada replies "an answer" to "a question"
    Then a visitor is not shown "an answer"

  Scenario: a visitor watches a hashtag
    Given a visitor is watching the timeline of #rooks
    When Bob publishes "look, #Rooks"
    And Bob publishes "no, crows"
    Then a visitor is shown "look, #Rooks" by Bob
    And a visitor is not shown "no, crows"

  Scenario: a visitor cannot watch a home timeline
    When a visitor watches their home timeline
    Then a visitor is told "one has to log in"

  @wire
  Scenario Outline: one may watch <way>
    Given Ada follows Bob
    And Ada is watching her home timeline <way>
    When Bob publishes "caw"
    Then Ada is shown "caw" by Bob
    When Bob deletes "caw"
    Then "caw" disappears from Ada's screen

    Examples:
      | way                          |
      | with a token in a header     |
      | with a token in the address  |
      | with a token in the protocol |
      | by server-sent events        |

  @wire
  Scenario Outline: a visitor may watch <where> by server-sent events
    Given a visitor is watching <where> by server-sent events
    When Bob publishes "look, #rooks"
    Then a visitor is shown "look, #rooks" by Bob

    Examples:
      | where                  |
      | the public timeline    |
      | the timeline of #rooks |

  @wire
  Scenario: a visitor cannot watch a home timeline by server-sent events
    When a visitor watches their home timeline by server-sent events
    Then a visitor is told "one has to log in"
