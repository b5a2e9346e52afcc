@PUT:/api/v1/statuses/{id} @GET:/api/v1/statuses/{id}/history
Feature: Saying something else than before

  Scenario: everybody reads the new words, and may look up the old ones
    Given Ada publishes "teh rook"
    When Ada edits "teh rook" to say "the rook"
    Then "teh rook" says "the rook"
    And "teh rook" has said "teh rook" and then "the rook"

  Scenario: whoever watches is shown the new words
    Given Ada publishes "teh rook"
    And Cleo is watching the public timeline
    When Ada edits "teh rook" to say "the rook"
    Then Cleo is shown that "teh rook" says "the rook"

  Scenario: the words of others are theirs
    Given Ada publishes "mine"
    When Bob edits "mine" to say "yours"
    Then Bob is told "it is not there"
    And "mine" says "mine"

  Scenario: nobody edits a post to say nothing
    Given Ada publishes "mine"
    When Ada edits "mine" to say ""
    Then Ada is told "a post must say something"
