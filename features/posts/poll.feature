@POST:/api/v1/polls/{id}/votes
Feature: A post that asks something

  Scenario: people vote, and see what the others chose
    Given Ada asks "which?" with the answers "rooks" and "crows"
    When Bob votes for "crows" in "which?"
    And Cleo votes for "crows" in "which?"
    Then the answers to "which?" have "rooks: 0, crows: 2" votes

  Scenario: nobody votes twice
    Given Ada asks "which?" with the answers "rooks" and "crows"
    And Bob votes for "crows" in "which?"
    When Bob votes for "rooks" in "which?"
    Then Bob is told "the vote does not count"
    And the answers to "which?" have "rooks: 0, crows: 1" votes

  Scenario: nobody votes in what they ask themselves
    Given Ada asks "which?" with the answers "rooks" and "crows"
    When Ada votes for "rooks" in "which?"
    Then Ada is told "the vote does not count"

  Scenario: a question needs answers
    When Ada asks "which?" with the answers "rooks" and "rooks"
    Then Ada is told "the answers make no sense"
