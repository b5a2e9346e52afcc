@POST:/api/rookery/v1/channels/:id/predictions @POST:/api/rookery/v1/predictions/:id/stakes @POST:/api/rookery/v1/predictions/:id/resolve
Feature: Predicting what will happen
  Whoever has a channel asks what will happen, and those who watch put their points on it.

  Background:
    Given Ada opens a channel with "rooks"
    And Bob follows the channel of Ada
    And Cleo follows the channel of Ada

  Scenario: those who are right share everything
    Given Ada predicts "will they be back?" in the channel of Ada: "yes, no"
    And Bob stakes 300 points on "yes" in the channel of Ada
    And Cleo stakes 100 points on "no" in the channel of Ada
    Then the prediction of Ada is active:
      | yes | 300 |
      | no  | 100 |
    And Bob has 700 points in the channel of Ada
    When Ada locks the prediction of Ada
    And Ada resolves the prediction of Ada with "yes"
    Then the prediction of Ada is resolved:
      | yes | 300 |
      | no  | 100 |
    And Bob has 1100 points in the channel of Ada
    And Cleo has 900 points in the channel of Ada

  Scenario: what is cancelled gives everything back
    Given Ada predicts "will they be back?" in the channel of Ada: "yes, no"
    And Bob stakes 1000 points on "yes" in the channel of Ada
    When Ada cancels the prediction of Ada
    Then Bob has 1000 points in the channel of Ada

  Scenario: nobody stakes what they have not got
    Given Ada predicts "will they be back?" in the channel of Ada: "yes, no"
    When Bob stakes 1001 points on "yes" in the channel of Ada
    Then Bob is told "that makes no sense"
    And the prediction of Ada is active:
      | yes | 0 |
      | no  | 0 |

  Scenario: one stays with what one has guessed
    Given Ada predicts "will they be back?" in the channel of Ada: "yes, no"
    And Bob stakes 1 points on "yes" in the channel of Ada
    When Bob stakes 1 points on "no" in the channel of Ada
    Then Bob is told "something else is there"
    And Bob has 999 points in the channel of Ada

  Scenario: when it is locked nobody stakes any more
    Given Ada predicts "will they be back?" in the channel of Ada: "yes, no"
    And Ada locks the prediction of Ada
    When Bob stakes 1 points on "yes" in the channel of Ada
    Then Bob is told "something else is there"
    And Bob has 1000 points in the channel of Ada

  Scenario: only the owner knows what came true
    Given Ada predicts "will they be back?" in the channel of Ada: "yes, no"
    And Ada locks the prediction of Ada
    When Bob resolves the prediction of Ada with "yes"
    Then Bob is told "that is not allowed"

  Scenario: a channel predicts one thing at a time
    Given Ada predicts "will they be back?" in the channel of Ada: "yes, no"
    When Ada predicts "and the crows?" in the channel of Ada: "yes, no"
    Then Ada is told "something else is there"

  Scenario: nobody predicts in the channel of somebody else
    When Bob predicts "will they be back?" in the channel of Ada: "yes, no"
    Then Bob is told "that is not allowed"

  Scenario: whom the owner keeps away stakes nothing
    Given Ada predicts "will they be back?" in the channel of Ada: "yes, no"
    And Ada blocks Bob
    When Bob stakes 1 points on "yes" in the channel of Ada
    Then Bob is told "that is not allowed"
    And Bob has 1000 points in the channel of Ada
