@GET:/api/v1/followed_tags @GET:/api/v1/tags/:name @POST:/api/v1/tags/:name/follow @POST:/api/v1/tags/:name/unfollow
Feature: Following a tag

  Scenario: what anybody writes under it comes home
    Given Ada follows the tag #nests
    When Bob publishes "my #nests"
    And Cleo publishes "your #Nests"
    And Cleo publishes "my #eggs"
    Then Ada sees "my #nests" in her home timeline
    And Ada sees "your #Nests" in her home timeline
    But Ada does not see "my #eggs" in her home timeline

  Scenario: it comes to the screen at once, and no longer does
    Given Ada is watching her home timeline
    And Ada follows the tag #nests
    When Bob publishes "the first of #nests"
    Then Ada is shown "the first of #nests" by Bob
    When Ada no longer follows the tag #nests
    And Bob publishes "the second of #nests"
    Then Ada is not shown "the second of #nests"
    And Ada does not see "the first of #nests" in her home timeline

  Scenario: a resumed screen shows it too
    Given Ada follows the tag #nests
    And Ada is watching her home timeline
    And Bob publishes "before, of #nests"
    And Ada is shown "before, of #nests" by Bob
    When Ada loses the connection
    And Bob publishes "meanwhile, of #nests"
    And Ada is connected again
    Then Ada is shown "meanwhile, of #nests" once

  Scenario Outline: a <visibility> post is not for those who follow a tag
    Given Ada follows the tag #nests
    When Bob publishes the <visibility> post "hidden #nests"
    Then Ada does not see "hidden #nests" in her home timeline

    Examples:
      | visibility     |
      | unlisted       |
      | followers-only |
      | direct         |

  Scenario: nothing of those who are kept away
    Given Ada follows the tag #nests
    And Ada mutes Bob
    When Bob publishes "my #nests"
    Then Ada does not see "my #nests" in her home timeline

  Scenario: what is no tag cannot be followed
    When Ada follows the tag #1984
    Then Ada is told "it is not there"

  Scenario: a visitor follows no tags
    When a visitor follows the tag #nests
    Then a visitor is told "one has to log in"
