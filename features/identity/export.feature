@wire @GET:/auth/account/export
Feature: Taking everything along

  Background:
    Given Ada publishes "a nest of my own"
    And Bob publishes "the nest of another"

  Scenario: what one wrote is in the archive, and what others wrote is not
    When Ada takes everything along
    Then the archive says "a nest of my own"
    And the archive does not say "the nest of another"

  Scenario: a visitor has nothing to take along
    When a visitor takes everything along
    Then a visitor is told "one has to log in"
