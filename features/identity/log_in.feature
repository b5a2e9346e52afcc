@POST:/auth/login
Feature: Logging in

  Background:
    Given Ada is a member

  Scenario: with the right password
    When Ada logs in
    Then Ada is known as herself

  Scenario: the case of the address does not matter
    When Ada logs in with her address in capitals
    Then Ada is known as herself

  Scenario: logging in again does not log out elsewhere
    When Ada logs in
    And Ada logs in
    Then Ada is known as herself with each of her tokens

  Scenario Outline: nobody learns whether it was <wrong>
    When Ada logs in with <wrong>
    Then Ada is told "the address or the password is wrong"

    Examples:
      | wrong                |
      | a wrong password     |
      | an unknown address   |
      | no password          |
      | no address           |
      | a very long password |
