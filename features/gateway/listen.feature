@wire
Feature: Listening through the gateway

  Background:
    Given Ada follows Bob

  Scenario: what happens at home is shown at once
    Given Ada is watching her home timeline through the gateway
    When Bob publishes "the rooks are back"
    Then Ada is shown "the rooks are back" by Bob

  Scenario: anybody may listen to what is public
    Given a visitor is watching the public timeline through the gateway
    When Bob publishes the followers-only post "for friends"
    And Bob publishes "caw"
    Then a visitor is shown "caw" once
    And a visitor is not shown "for friends"

  Scenario: tags are topics
    Given a visitor is watching the timeline of #rooks through the gateway
    When Bob publishes "they build #rooks"
    Then a visitor is shown "they build #rooks" once

  Scenario: a post that is deleted disappears
    Given Ada is watching her home timeline through the gateway
    And Bob publishes "a slip of the beak"
    And Ada is shown "a slip of the beak" by Bob
    When Bob deletes "a slip of the beak"
    Then "a slip of the beak" disappears from Ada's screen

  Scenario: what happened meanwhile is shown first, then what happens
    Given Ada is watching her home timeline through the gateway
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

  Scenario: many connections lost are no post lost
    Given Ada is watching her home timeline through the gateway
    When Bob publishes 12 posts while Ada loses the connection after each
    Then Ada is shown "post 1" to "post 12", once each and in this order

  Scenario: today's rights hold for what happened meanwhile
    Given Ada is watching her home timeline through the gateway
    When Ada loses the connection
    And Bob publishes the followers-only post "for friends"
    And Ada no longer follows Bob
    And every server has heard of it
    And Ada is connected again
    Then Ada is not shown "for friends"

  Scenario: home after an absence shows what the timeline shows
    Given Cleo publishes "a question"
    And Ada is watching her home timeline through the gateway
    When Ada loses the connection
    And Bob publishes "one"
    And Bob replies "to a stranger" to "a question"
    And Bob boosts "a question"
    And Bob publishes the direct post "to @Cleo"
    And Bob publishes the unlisted post "two"
    And Ada is connected again
    Then Ada's screen shows what her home timeline shows
