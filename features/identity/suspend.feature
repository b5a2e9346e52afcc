@wire
Feature: Shutting somebody out

  Background:
    Given Ada is a member

  Scenario: whoever is suspended is logged out everywhere, and does not get in again
    When Ada lets an app in
    And the operator suspends Ada
    Then Ada's token opens nothing any more
    When Ada logs in
    Then Ada is told "that is not allowed"

  Scenario: what listens with their tokens ends, at any server
    When Ada lets an app in
    And Ada watches her home timeline
    And the operator suspends Ada
    Then Ada's connection ends

  Scenario: others go on
    Given Bob is a member
    When the operator suspends Ada
    Then Bob is known as himself

  Scenario: whoever is let in again logs in again
    When the operator suspends Ada
    And the operator lets Ada in again
    And Ada logs in
    Then Ada is known as herself

  Scenario: an operator sets a password, which logs out everywhere
    When Ada lets an app in
    And the operator sets a password for Ada
    Then Ada's token opens nothing any more
    When Ada logs in with her new password
    Then Ada is known as herself

  Scenario: nobody who is not there is suspended
    When the operator suspends Nobody
    Then the operator is refused
