@GET:/api/v1/streaming
Feature: Losing the connection without losing a post

  Background:
    Given Ada follows Bob

  Scenario: what happened meanwhile is shown first, then what happens
    Given Ada is watching her home timeline
    And Bob publishes "one"
    And Ada is shown "one" by Bob
    When Ada loses the connection
    And Bob publishes "two"
    And Bob publishes "three"
    And Ada is connected again
    And Bob publishes "four"
    Then Ada is shown, once each and in this order:
      | one   |
      | two   |
      | three |
      | four  |

  @wire
  Scenario: server-sent events are taken up too
    Given Ada is watching her home timeline by server-sent events
    And Bob publishes "one"
    And Ada is shown "one" by Bob
    When Ada loses the connection
    And Bob publishes "two"
    And Ada is connected again
    And Bob publishes "three"
    Then Ada is shown, once each and in this order:
      | one   |
      | two   |
      | three |

  Scenario: many connections lost are no post lost
    Given Ada is watching her home timeline
    When Bob publishes 12 posts while Ada loses the connection after each
    Then Ada is shown "post 1" to "post 12", once each and in this order

  Scenario: what was published and deleted meanwhile is not on the screen
    Given Ada is watching her home timeline
    When Ada loses the connection
    And Bob publishes "a slip of the beak"
    And Bob deletes "a slip of the beak"
    And Ada is connected again
    Then "a slip of the beak" is not on Ada's screen

  Scenario: what was deleted meanwhile disappears
    Given Ada is watching her home timeline
    And Bob publishes "a slip of the beak"
    And Ada is shown "a slip of the beak" by Bob
    When Ada loses the connection
    And Bob deletes "a slip of the beak"
    And Ada is connected again
    Then "a slip of the beak" disappears from Ada's screen

  Scenario: today's rights hold for what happened meanwhile
    Given Ada is watching her home timeline
    When Ada loses the connection
    And Bob publishes the followers-only post "for friends"
    And Ada no longer follows Bob
    And every server has heard of it
    And Ada is connected again
    Then Ada is not shown "for friends"

  Scenario: the public timeline is taken up too
    Given a visitor is watching the public timeline
    When a visitor loses the connection
    And Bob publishes "caw"
    And a visitor is connected again
    Then a visitor is shown "caw" once

  Scenario: home after an absence shows what the timeline shows
    Given Cleo publishes "a question"
    And Ada is watching her home timeline
    When Ada loses the connection
    And Bob publishes "one"
    And Bob replies "to a stranger" to "a question"
    And Bob boosts "a question"
    And Bob publishes the direct post "to @Cleo"
    And Bob publishes the unlisted post "two"
    And Ada is connected again
    Then Ada's screen shows what her home timeline shows
