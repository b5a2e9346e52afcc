@POST:/api/v1/statuses/:id/mute @POST:/api/v1/statuses/:id/unmute
Feature: Hearing no more of a thread

  Background:
    Given Ada publishes "root"
    And Bob replies "answer" to "root"

  Scenario: a thread is muted as a whole
    When Ada mutes the thread of "answer"
    Then Ada sees that she muted "root"
    And Ada sees that she muted "answer"
    But Bob does not see that he muted "root"

  Scenario: it can be taken back
    Given Ada mutes the thread of "answer"
    When Ada no longer mutes the thread of "root"
    Then Ada does not see that she muted "answer"

  Scenario: nobody mutes what never was
    When Ada mutes the thread of "a post that never was"
    Then Ada is told "it is not there"
