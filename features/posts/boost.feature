@POST:/api/v1/statuses/:id/reblog @POST:/api/v1/statuses/:id/unreblog
Feature: Boosting a post

  Background:
    Given Bob publishes "caw"

  Scenario: it stands in the booster's timeline, and the post counts it
    When Ada boosts "caw"
    Then a visitor sees in Ada's timeline:
      | caw |
    And "caw" has 1 boost

  Scenario: once per account
    Given Ada boosts "caw"
    When Ada boosts "caw"
    Then a visitor sees in Ada's timeline:
      | caw |
    And "caw" has 1 boost
    And Ada got the same boost each time

  Scenario: it can be taken back
    Given Ada boosts "caw"
    When Ada takes back her boost of "caw"
    Then a visitor sees nothing in Ada's timeline
    And "caw" has 0 boosts
    And Ada does not see that she boosted "caw"

  Scenario: a boost of a boost is a boost of the post
    Given Cleo boosts "caw"
    When Ada boosts "caw" by way of Cleo's boost
    Then "caw" has 2 boosts

  Scenario: one may boost one's own, also for followers only
    Given Bob publishes the followers-only post "for friends"
    And Ada follows Bob
    When Bob boosts "for friends"
    Then Ada sees "for friends" boosted by Bob in her home timeline
    But Cleo sees in Bob's timeline:
      | caw |

  Scenario: what was written for followers, they do not pass on
    Given Bob publishes the followers-only post "for friends"
    And Ada follows Bob
    When Ada boosts "for friends"
    Then Ada is told "that is not allowed"
    And a visitor sees nothing in Ada's timeline

  Scenario: nobody passes a letter on
    Given Bob publishes the direct post "to @Ada"
    When Ada boosts "to @Ada"
    Then Ada is told "that is not allowed"

  Scenario: what one may not see cannot be boosted
    Given Bob publishes the direct post "to @Ada"
    When Cleo boosts "to @Ada"
    Then Cleo is told "it is not there"

  Scenario: a visitor boosts nothing
    When a visitor boosts "caw"
    Then a visitor is told "one has to log in"
    And "caw" has 0 boosts
