@GET:/api/v1/statuses/:id/favourited_by @GET:/api/v1/statuses/:id/reblogged_by
Feature: Seeing who favourited and boosted a post

  Scenario: the latest first
    Given Bob publishes "caw"
    When Ada favourites "caw"
    And Cleo favourites "caw"
    And Dora boosts "caw"
    And Ada boosts "caw"
    Then "caw" was favourited by "Cleo, Ada"
    And "caw" was boosted by "Ada, Dora"

  Scenario: who took it back is gone
    Given Bob publishes "caw"
    And Ada favourites "caw"
    When Ada takes back her favourite of "caw"
    Then "caw" was favourited by nobody

  Scenario: of what one may not see, nobody learns who liked it
    Given Bob publishes the followers-only post "psst"
    And Bob favourites "psst"
    When Ada asks who favourited "psst"
    Then Ada is told "it is not there"
