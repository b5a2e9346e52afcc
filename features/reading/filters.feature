@POST:/api/v2/filters @DELETE:/api/v2/filters/:id
Feature: Being warned of words

  Background:
    Given Ada follows Bob

  Scenario: what a filter matches says so, to whoever has it
    Given Bob publishes "an EGG fell"
    And Bob publishes "eggs are something else"
    When Ada filters "egg"
    Then Ada is warned of "an EGG fell" in her home timeline
    And Ada is warned of "an EGG fell" in the public timeline
    And Ada is not warned of "eggs are something else" in her home timeline
    But Bob is not warned of "an EGG fell" in his home timeline

  Scenario: it ends
    Given Bob publishes "an egg"
    And Ada filters "egg"
    When Ada filters it no longer
    Then Ada is not warned of "an egg" in her home timeline

  Scenario: streams say so too, from the moment that it is there
    Given Ada is watching her home timeline
    And Cleo is watching the public timeline
    When Bob publishes "one egg"
    And Ada filters "egg"
    And Bob publishes "two egg"
    And Ada filters it no longer
    And Bob publishes "three egg"
    Then Ada is shown "one egg" without a warning
    And Ada is shown "two egg" with a warning
    And Ada is shown "three egg" without a warning
    And Cleo is shown "two egg" without a warning

  Scenario: streams that are opened later know of it
    Given Ada filters "egg"
    And Ada is watching the public timeline
    When Bob publishes "an egg"
    Then Ada is shown "an egg" with a warning

  Scenario: a filter needs a word
    When Ada filters " "
    Then Ada is told "that makes no sense"

  Scenario: a visitor filters nothing
    When a visitor filters "egg"
    Then a visitor is told "one has to log in"
