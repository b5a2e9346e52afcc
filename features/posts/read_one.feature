@GET:/api/v1/statuses/:id
Feature: Reading one post

  Scenario: a visitor reads it
    When Bob publishes "caw"
    Then a visitor can read "caw"

  Scenario: a reader sees what they did with it
    Given Bob publishes "caw"
    When Ada favourites "caw"
    And Ada boosts "caw"
    Then Ada sees that she favourited "caw"
    And Ada sees that she boosted "caw"
    But Cleo does not see that she favourited "caw"
    And Cleo does not see that she boosted "caw"

  Scenario: a boost leads to the post
    Given Bob publishes "caw"
    When Ada boosts "caw"
    Then Cleo can read "caw" by way of Ada's boost

  Scenario: what never was cannot be read
    When Ada reads "a post that never was"
    Then Ada is told "it is not there"
