@GET:/api/v1/statuses/:id/context
Feature: Reading a thread

  Background:
    Given Bob publishes "root"
    And Ada replies "left" to "root"
    And Cleo replies "right" to "root"
    And Bob replies "left leaf" to "left"
    And Ada replies "deep leaf" to "left leaf"

  Scenario: above a post stands what it answers, the oldest first
    Then a visitor sees above "deep leaf":
      | root      |
      | left      |
      | left leaf |
    And a visitor sees nothing below "deep leaf"

  Scenario: below a post stand its answers, each after what it answers
    Then a visitor sees below "root":
      | left      |
      | left leaf |
      | deep leaf |
      | right     |
    And a visitor sees nothing above "root"

  Scenario: a post in the middle has both
    Then a visitor sees above "left":
      | root |
    And a visitor sees below "left":
      | left leaf |
      | deep leaf |

  Scenario: what a reader may not see ends the line
    Given Cleo replies with the direct post "for @Bob only" to "right"
    And Bob replies with the direct post "yes @Cleo" to "for @Bob only"
    Then Cleo sees below "right":
      | for @Bob only |
      | yes @Cleo     |
    But Ada sees nothing below "right"
    And a visitor sees nothing below "right"

  Scenario: there is no thread of what never was
    When Ada reads the thread of "a post that never was"
    Then Ada is told "it is not there"
