@wire
Feature: What an operator does by hand, beside the running server

  Scenario: an account is made, and can be used at once
    When the operator makes an account for Ada
    And Ada logs in
    Then Ada is known as herself

  Scenario: a token is made, and can be used at once
    Given Ada is a member
    When the operator makes a token for Ada
    Then Ada is known as herself

  Scenario: an account is not made twice
    Given Ada is a member
    When the operator makes an account for Ada
    Then the operator is refused

  Scenario: there is no token for nobody
    When the operator makes a token for Nobody
    Then the operator is refused

  Scenario: new keys log nobody out
    Given Ada is a member
    When the operator makes a new key for tokens
    Then Ada is known as herself
    And the operator knows of a key that signs and of one that will

  Scenario: the key that signs stays
    Given Ada is a member
    When the operator retires the key that signs
    Then the operator is refused
    And Ada is known as herself
