@POST:/api/rookery/v1/channels/:id/points @GET:/api/rookery/v1/channels/:id/points
Feature: Points in a channel
  Points buy nothing; they make a guess worth something.

  Background:
    Given Ada opens a channel with "rooks"

  Scenario: an owner gives points
    Given Bob follows the channel of Ada
    When Ada gives Bob 500 points in the channel of Ada
    And Ada gives Cleo 7 points in the channel of Ada
    Then Bob has 1500 points in the channel of Ada
    And Cleo has 7 points in the channel of Ada

  Scenario: nobody else gives points
    When Bob gives Bob 500 points in the channel of Ada
    Then Bob is told "that is not allowed"
    And Bob has 0 points in the channel of Ada

  Scenario: points have a limit
    When Ada gives Bob 1000001 points in the channel of Ada
    Then Ada is told "that makes no sense"
    And Bob has 0 points in the channel of Ada
