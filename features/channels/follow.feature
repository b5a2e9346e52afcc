@POST:/api/rookery/v1/channels/:id/follow @DELETE:/api/rookery/v1/channels/:id/follow
Feature: Following a channel
  Who follows a channel hears of what is on there. It is not the same as following its owner: a home is not a show.

  Background:
    Given Ada opens a channel with "rooks"

  Scenario: a follow is counted once
    When Bob follows the channel of Ada
    And Bob follows the channel of Ada
    And Cleo follows the channel of Ada
    Then the channel of Ada has 2 followers
    When Bob leaves the channel of Ada
    Then the channel of Ada has 1 follower

  Scenario: whoever comes first is welcomed with points, once
    When Bob follows the channel of Ada
    Then Bob has 1000 points in the channel of Ada
    When Bob leaves the channel of Ada
    And Bob follows the channel of Ada
    Then Bob has 1000 points in the channel of Ada
    And Cleo has 0 points in the channel of Ada

  Scenario: nobody follows their own
    When Ada follows the channel of Ada
    Then Ada is told "that is not allowed"
    And the channel of Ada has 0 followers

  Scenario: there is nothing to follow of who has no channel
    When Ada follows the channel of Bob
    Then Ada is told "it is not there"

  Scenario: whom the owner keeps away follows it no longer
    Given Bob follows the channel of Ada
    When Ada blocks Bob
    Then the channel of Ada has 0 followers
    And Bob has 1000 points in the channel of Ada

  Scenario: whom the owner keeps away follows nothing there
    Given Ada blocks Bob
    When Bob follows the channel of Ada
    Then Bob is told "that is not allowed"
    And the channel of Ada has 0 followers
