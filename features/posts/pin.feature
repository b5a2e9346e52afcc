@POST:/api/v1/statuses/:id/pin @POST:/api/v1/statuses/:id/unpin
Feature: Showing some posts first

  Background:
    Given Bob publishes "one"
    And Bob publishes "two"

  Scenario: the latest pin stands first
    When Bob pins "two"
    And Bob pins "one"
    Then a visitor sees in Bob's pinned posts:
      | one |
      | two |

  Scenario: it can be taken back
    Given Bob pins "one"
    When Bob takes back his pin of "one"
    Then a visitor sees nothing in Bob's pinned posts

  Scenario: whom a post is not for is not shown it there either
    Given Bob publishes the followers-only post "for friends"
    When Bob pins "for friends"
    Then a visitor sees nothing in Bob's pinned posts

  Scenario: nobody pins what is another's
    When Ada pins "one"
    Then Ada is told "it cannot be pinned"
    And a visitor sees nothing in Bob's pinned posts

  Scenario: a letter is for nobody's wall
    Given Bob publishes the direct post "dear @Ada"
    When Bob pins "dear @Ada"
    Then Bob is told "it cannot be pinned"
