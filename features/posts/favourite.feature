@POST:/api/v1/statuses/:id/favourite @POST:/api/v1/statuses/:id/unfavourite
Feature: Favouriting a post

  Background:
    Given Bob publishes "caw"

  Scenario: the post counts it
    When Ada favourites "caw"
    And Cleo favourites "caw"
    Then "caw" has 2 favourites

  Scenario: once per account
    Given Ada favourites "caw"
    When Ada favourites "caw"
    Then "caw" has 1 favourite

  Scenario: one may favourite one's own
    When Bob favourites "caw"
    Then "caw" has 1 favourite

  Scenario: it can be taken back
    Given Ada favourites "caw"
    When Ada takes back her favourite of "caw"
    Then "caw" has 0 favourites
    And Ada does not see that she favourited "caw"

  Scenario: taking back what was not given changes nothing
    Given Cleo favourites "caw"
    When Ada takes back her favourite of "caw"
    Then "caw" has 1 favourite

  Scenario: a boost passes the favourite on
    Given Cleo boosts "caw"
    When Ada favourites "caw" by way of Cleo's boost
    Then "caw" has 1 favourite

  Scenario: what one may not see cannot be favourited
    Given Bob publishes the followers-only post "psst"
    When Ada favourites "psst"
    Then Ada is told "it is not there"
    And "psst" has 0 favourites

  Scenario: a visitor favourites nothing
    When a visitor favourites "caw"
    Then a visitor is told "one has to log in"
    And "caw" has 0 favourites
