@POST:/api/v1/accounts/:id/mute @POST:/api/v1/accounts/:id/unmute
Feature: Not wanting to hear of somebody

  Background:
    Given Ada follows Bob
    And Cleo is a member
    And Bob publishes "caw"

  Scenario: who is muted is read on purpose only
    When Ada mutes Bob
    Then Ada does not see "caw" in her home timeline
    And Ada does not see "caw" in the public timeline
    But Ada can read "caw"
    And Ada sees "caw" in Bob's timeline

  Scenario: who is muted does not notice
    Given Bob follows Ada
    And Ada publishes "hello"
    When Ada mutes Bob
    Then Bob sees "hello" in his home timeline
    And Bob has 1 follower

  Scenario: it takes effect on the screen at once
    Given "Ada, Cleo" are all watching the public timeline
    When Ada mutes Bob
    And Bob publishes "still here"
    Then exactly "Cleo" are shown it

  Scenario: hearing of somebody again
    Given Ada mutes Bob
    When Ada no longer mutes Bob
    Then Ada sees "caw" in her home timeline

  Scenario: nobody mutes nobody
    When Ada mutes Nobody
    Then Ada is told "it is not there"

  Scenario: a visitor mutes nobody
    When a visitor mutes Bob
    Then a visitor is told "one has to log in"
