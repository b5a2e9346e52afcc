@DELETE:/api/v1/statuses/:id
Feature: Deleting a post

  Background:
    Given Ada follows Bob
    And Bob publishes "a slip of the beak #oops"

  Scenario: it is gone, everywhere
    When Bob deletes "a slip of the beak #oops"
    Then Ada cannot read "a slip of the beak #oops"
    And Bob cannot read "a slip of the beak #oops"
    And Ada does not see "a slip of the beak #oops" in her home timeline
    And Ada does not see "a slip of the beak #oops" in the public timeline
    And Ada does not see "a slip of the beak #oops" in the timeline of #oops
    And a visitor sees nothing in Bob's timeline

  Scenario: boosts of it go with it
    Given Cleo boosts "a slip of the beak #oops"
    When Bob deletes "a slip of the beak #oops"
    Then a visitor sees nothing in Cleo's timeline
    And Cleo has 0 posts

  Scenario: its answers stay, and end where it was
    Given Ada replies "what was that?" to "a slip of the beak #oops"
    When Bob deletes "a slip of the beak #oops"
    Then a visitor can read "what was that?"
    And a visitor sees nothing above "what was that?"

  Scenario: an answer that is deleted is not counted
    Given Ada replies "what was that?" to "a slip of the beak #oops"
    When Ada deletes "what was that?"
    Then "a slip of the beak #oops" has 0 replies

  Scenario: a boost is deleted without the post
    Given Ada boosts "a slip of the beak #oops"
    When Ada deletes her boost of "a slip of the beak #oops"
    Then a visitor sees nothing in Ada's timeline
    But a visitor can read "a slip of the beak #oops"

  Scenario: nobody deletes what is another's
    When Ada deletes "a slip of the beak #oops"
    Then Ada is told "it is not there"
    And Ada can read "a slip of the beak #oops"

  Scenario: what is gone cannot be deleted again
    Given Bob deletes "a slip of the beak #oops"
    When Bob deletes "a slip of the beak #oops"
    Then Bob is told "it is not there"

  Scenario: a visitor deletes nothing
    When a visitor deletes "a slip of the beak #oops"
    Then a visitor is told "one has to log in"
    And a visitor can read "a slip of the beak #oops"
