@POST:/api/v1/statuses
Feature: Replying to a post

  Background:
    Given Bob publishes "who is there?"

  Scenario: the answer stands below the post, which counts it
    When Ada replies "me" to "who is there?"
    Then "me" answers "who is there?"
    And a visitor sees below "who is there?":
      | me |
    And "who is there?" has 1 reply

  Scenario: a hidden answer is not counted
    When Ada replies with the direct post "me, @Bob" to "who is there?"
    Then "who is there?" has 0 replies
    But Bob sees below "who is there?":
      | me, @Bob |

  Scenario: one cannot reply to what was deleted
    Given Bob deletes "who is there?"
    When Ada replies "me" to "who is there?"
    Then Ada is told "it is not there"
    And a visitor sees nothing in Ada's timeline

  Scenario: one cannot reply to what one may not see
    Given Bob publishes the followers-only post "friends?"
    When Ada replies "me" to "friends?"
    Then Ada is told "it is not there"

  Scenario: one cannot reply to what never was
    When Ada replies "me" to "a post that never was"
    Then Ada is told "it is not there"
