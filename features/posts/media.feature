@POST:/api/v2/media
Feature: A post with a picture

  Scenario: everybody sees it
    Given Cleo is watching the public timeline
    When Ada publishes "look" with a picture of "a rook on a chimney"
    Then "look" shows a picture of "a rook on a chimney"
    And Cleo is shown "look" by Ada

  Scenario: a picture says enough
    When Ada publishes "" with a picture of "a rook"
    Then "" shows a picture of "a rook"

  Scenario: what is no picture is refused
    When Ada uploads "<svg onload='alert(1)'/>" as a picture
    Then Ada is told "that is no picture"

  Scenario: nobody publishes the pictures of others
    Given Bob publishes "mine" with a picture of "a crow"
    When Ada publishes "mine too" with the picture of "mine"
    Then Ada is told "the picture is not free"

  Scenario: a picture is in one post only, and free when that is gone
    Given Ada publishes "typo" with a picture of "a rook"
    When Ada deletes "typo"
    And Ada publishes "no typo" with a picture of "a rook"
    Then "no typo" shows a picture of "a rook"
