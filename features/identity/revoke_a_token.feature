@POST:/oauth/revoke
Feature: Letting an app in, and ending what it may do

  Background:
    Given Ada is a member

  Scenario: an app acts for whoever let it in
    When Ada lets an app in
    Then Ada is known as herself

  Scenario: nobody lets an app in without the right password
    When Ada lets an app in with a wrong password
    Then Ada is told "the address or the password is wrong"

  Scenario: a token that was given back opens nothing any more, at any server
    When Ada lets an app in
    And the app gives Ada's token back
    Then Ada's token opens nothing any more

  Scenario: what listens with it ends, at any server
    When Ada lets an app in
    And Ada watches her home timeline
    And the app gives Ada's token back
    Then Ada's connection ends

  Scenario: other tokens of the same person go on
    When Ada lets an app in
    And the app gives Ada's token back
    And Ada logs in
    Then Ada is known as herself
