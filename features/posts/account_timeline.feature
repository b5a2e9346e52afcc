@GET:/api/v1/accounts/:id/statuses
Feature: Reading an account's posts

  Background:
    Given Cleo publishes "cheese"
    And Bob publishes "one"
    And Bob boosts "cheese"
    And Bob replies "yours?" to "cheese"
    And Bob replies "two" to "one"

  Scenario: posts, answers and boosts, newest first
    Then a visitor sees in Bob's timeline:
      | two    |
      | yours? |
      | cheese |
      | one    |

  Scenario: without answers to others, but with one's own threads
    Then a visitor sees in Bob's timeline without replies:
      | two    |
      | cheese |
      | one    |

  Scenario: without boosts
    Then a visitor sees in Bob's timeline without boosts:
      | two    |
      | yours? |
      | one    |

  Scenario: there are no posts of nobody
    When Ada opens Nobody's timeline
    Then Ada is told "it is not there"
