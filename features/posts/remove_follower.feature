@POST:/api/v1/accounts/:id/remove_from_followers
Feature: Removing a follower

  Scenario: somebody who was removed follows no longer
    Given Ada follows Bob
    And Cleo follows Bob
    When Bob removes Ada from his followers
    Then Bob is followed by "Cleo"
    And Bob has 1 follower
    And Ada follows 0 accounts

  Scenario: removing somebody who does not follow changes nothing
    Given Bob follows Ada
    When Bob removes Ada from his followers
    Then Ada has 1 follower
    And Bob has 0 followers

  Scenario: somebody who was removed may follow again
    Given Ada follows Bob
    And Bob removes Ada from his followers
    When Ada follows Bob
    Then Bob has 1 follower

  Scenario: a visitor removes nobody
    Given Ada follows Bob
    When a visitor removes Ada from his followers
    Then a visitor is told "one has to log in"
    And Bob has 1 follower
