Feature: Counts that never drift

  Background:
    Given Bob publishes "caw"

  Scenario: what happens many times at once is counted once
    When Ada favourites "caw" 4 times at once
    And Ada boosts "caw" 4 times at once
    Then "caw" has 1 favourite
    And "caw" has 1 boost
    And Ada has 1 post

  Scenario: what many do at once is counted for each
    When "Ada, Cleo, Dora, Erin" all favourite "caw" at once
    Then "caw" has 4 favourites

  Scenario: giving and taking back at once ends in a number that is true
    When Ada favourites "caw" and takes it back, 3 times at once
    Then "caw" counts just those who favourited it

  Scenario: an account counts its posts and boosts, but not its letters
    When Ada publishes "one"
    And Ada publishes the unlisted post "two"
    And Ada publishes the direct post "three"
    And Ada boosts "caw"
    Then Ada has 3 posts

  Scenario: what is gone is not counted
    Given Ada publishes "one"
    And Ada boosts "caw"
    When Ada deletes "one"
    And Ada takes back her boost of "caw"
    Then Ada has 0 posts
