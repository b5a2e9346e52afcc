@POST:/api/v1/statuses/:id/bookmark @POST:/api/v1/statuses/:id/unbookmark @GET:/api/v1/bookmarks
Feature: Keeping a post for oneself

  Background:
    Given Bob publishes "one"
    And Bob publishes "two"

  Scenario: what was kept last comes first
    When Ada bookmarks "two"
    And Ada bookmarks "one"
    And Ada bookmarks "two"
    Then Ada sees in her bookmarks:
      | one |
      | two |
    And Ada sees that she bookmarked "one"
    But Bob does not see that he bookmarked "one"

  Scenario: it can be taken back
    Given Ada bookmarks "one"
    When Ada takes back her bookmark of "one"
    Then Ada sees nothing in her bookmarks

  Scenario: what is deleted is kept by nobody
    Given Ada bookmarks "one"
    When Bob deletes "one"
    Then Ada sees nothing in her bookmarks

  Scenario: what one likes is listed too
    When Ada favourites "two"
    And Ada favourites "one"
    Then Ada sees in her favourites:
      | one |
      | two |

  Scenario: what one may not see cannot be kept
    Given Bob publishes the followers-only post "psst"
    When Ada bookmarks "psst"
    Then Ada is told "it is not there"
    And Ada sees nothing in her bookmarks

  Scenario: a visitor keeps nothing
    When a visitor bookmarks "one"
    Then a visitor is told "one has to log in"
