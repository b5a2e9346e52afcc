@GET:/api/v1/accounts/familiar_followers
Feature: Who of those whom one knows follows somebody

  Background:
    Given Ada follows Bob
    And "Bob, Cleo" all follow Dora

  Scenario: those whom one follows are named, and nobody else
    When Ada asks who of those she follows follows Dora
    Then it is "Bob"
    When Cleo asks who of those she follows follows Dora
    Then it is nobody

  Scenario: whoever is kept away learns nothing
    Given Dora blocks Ada
    When Ada asks who of those she follows follows Dora
    Then it is nobody

  Scenario: a visitor follows nobody
    When a visitor asks who of those she follows follows Dora
    Then a visitor is told "one has to log in"
