@POST:/api/v1/accounts/:id/follow @POST:/api/v1/accounts/:id/unfollow
Feature: Following somebody

  Scenario: both count it, and both are listed
    When Ada follows Bob
    And Cleo follows Bob
    Then Bob is followed by "Cleo, Ada"
    And Ada follows nobody but "Bob"
    And Bob has 2 followers
    And Ada follows 1 account

  Scenario: following twice is following
    Given Ada follows Bob
    When Ada follows Bob
    Then Bob has 1 follower

  Scenario: no longer following
    Given Ada follows Bob
    When Ada no longer follows Bob
    Then Bob is followed by nobody
    And Bob has 0 followers

  Scenario: not following somebody whom one does not follow
    When Ada no longer follows Bob
    Then Bob has 0 followers

  Scenario: boosts can be wanted again
    Given Ada follows Bob without boosts
    And Cleo publishes "caw"
    And Bob boosts "caw"
    When Ada follows Bob with boosts
    Then Ada sees "caw" boosted by Bob in her home timeline
    And Bob has 1 follower

  Scenario: four clicks at once are one
    When Ada follows Bob 4 times at once
    Then Bob has 1 follower

  Scenario: nobody follows themselves
    When Ada follows Ada
    Then Ada is told "that is not allowed"
    And Ada has 0 followers

  Scenario: nobody follows nobody
    When Ada follows Nobody
    Then Ada is told "it is not there"

  Scenario: a visitor follows nobody
    When a visitor follows Bob
    Then a visitor is told "one has to log in"
    And Bob has 0 followers
