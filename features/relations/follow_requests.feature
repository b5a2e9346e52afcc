@GET:/api/v1/follow_requests @POST:/api/v1/follow_requests/:id/authorize @POST:/api/v1/follow_requests/:id/reject
Feature: Being asked before somebody follows

  Background:
    Given Bob wants to be asked before anybody follows him
    And Bob publishes the followers-only post "for friends"

  Scenario: whoever asks follows nobody yet
    When Ada follows Bob
    And Cleo follows Bob
    And Ada follows Bob
    Then Bob is asked by "Cleo, Ada"
    And Bob has 0 followers
    And Ada follows 0 accounts
    And Ada cannot read "for friends"
    And Ada sees nothing in her home timeline
    And Ada is asked by nobody

  Scenario: whoever is let in reads what is for followers
    Given Ada follows Bob
    When Bob lets Ada follow him
    Then Bob is asked by nobody
    And Bob is followed by "Ada"
    And Ada sees "for friends" in her home timeline

  Scenario: whoever is let in is shown at once what is new
    Given Ada is watching her home timeline
    And Ada follows Bob
    And Bob publishes "not yet"
    And Bob lets Ada follow him
    When Bob publishes "welcome"
    Then Ada is shown "welcome" by Bob
    And Ada is not shown "not yet"

  Scenario: whoever is not let in does not follow, and may ask again
    Given Ada follows Bob
    When Bob does not let Ada follow him
    Then Bob is asked by nobody
    And Bob is followed by nobody
    And Ada cannot read "for friends"
    When Ada follows Bob
    Then Bob is asked by "Ada"

  Scenario: nobody has to wait for an answer
    Given Ada follows Bob
    When Ada no longer follows Bob
    Then Bob is asked by nobody

  Scenario: who waits goes on waiting when the others need not ask any more
    Given Ada follows Bob
    When Bob does not want to be asked any more
    And Cleo follows Bob
    Then Bob is asked by "Ada"
    And Bob is followed by "Cleo"

  Scenario: who follows already need not ask
    Given Dan wants to be asked before anybody follows him
    And Dan does not want to be asked any more
    And Ada follows Dan
    And Dan wants to be asked before anybody follows him
    When Ada follows Dan
    Then Dan is asked by nobody
    And Dan is followed by "Ada"

  Scenario: a block ends what was asked
    Given Ada follows Bob
    When Bob blocks Ada
    Then Bob is asked by nobody
    When Bob no longer blocks Ada
    Then Bob is asked by nobody
    And Bob is followed by nobody

  Scenario: one is told who asks, until one answers
    Given Ada follows Bob
    And Cleo follows Bob
    And Ada publishes "hello, @Bob"
    Then Bob has these notifications, the newest first:
      | mention        | Ada  | hello, @Bob |
      | follow_request | Cleo |             |
      | follow_request | Ada  |             |
    When Bob lets Ada follow him
    And Bob does not let Cleo follow him
    And Ada publishes "thanks, @Bob"
    Then Bob has these notifications, the newest first:
      | mention | Ada | thanks, @Bob |
      | follow  | Ada |              |
      | mention | Ada | hello, @Bob  |

  Scenario: nobody is let in who did not ask
    When Bob lets Ada follow him
    Then Bob is told "it is not there"
    And Bob is followed by nobody

  Scenario: nobody answers for somebody else
    Given Ada follows Bob
    When Ada lets Ada follow her
    Then Ada is told "it is not there"
    And Bob is asked by "Ada"

  Scenario: a visitor lets nobody in
    When a visitor lets Ada follow them
    Then a visitor is told "one has to log in"
