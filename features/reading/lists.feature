@POST:/api/v1/lists @DELETE:/api/v1/lists/:id @POST:/api/v1/lists/:id/accounts @DELETE:/api/v1/lists/:id/accounts @GET:/api/v1/timelines/list/:id
Feature: Lists of some of those whom one follows

  Background:
    Given Ada follows Bob
    And Ada follows Cleo
    And Ada makes the list "birds"

  Scenario: a list shows what those do who are in it
    Given Ada puts Bob into her list
    When Bob publishes "caw"
    And Cleo publishes "meow"
    And Cleo publishes "purr"
    And Bob boosts "purr"
    Then Ada sees in her list:
      | purr |
      | caw  |

  Scenario: who is taken out is in it no longer
    Given Ada puts Bob into her list
    And Bob publishes "caw"
    When Ada takes Bob out of her list
    Then Ada sees nothing in her list

  Scenario: who is no longer followed is in it no longer
    Given Ada puts Bob into her list
    And Bob publishes "caw"
    When Ada no longer follows Bob
    Then Ada sees nothing in her list

  Scenario: whom one does not follow can't be in a list
    When Ada puts Dora into her list
    Then Ada is told "that makes no sense"

  Scenario: nobody is in it twice
    Given Ada puts Bob into her list
    When Ada puts Bob into her list
    Then Ada is told "that makes no sense"

  Scenario: it has a name
    When Ada makes the list " "
    Then Ada is told "that makes no sense"

  Scenario: it is nobody else's
    Given Ada puts Bob into her list
    And Dora is a member
    When Dora looks into the list of Ada
    And Dora opens her list
    Then Dora is told "it is not there"

  Scenario: a deleted list is gone
    When Ada deletes her list
    And Ada opens her list
    Then Ada is told "it is not there"

  Scenario: a visitor has no lists
    When a visitor makes the list "birds"
    Then a visitor is told "one has to log in"

  Scenario: one watches it
    Given Ada puts Bob into her list
    And Ada is watching her list
    When Bob publishes "caw"
    And Cleo publishes "meow"
    And Bob publishes the followers-only post "psst"
    Then Ada is shown "caw" by Bob
    And Ada is shown "psst" by Bob
    And Ada is not shown "meow"

  Scenario: nobody else watches it
    Given Ada puts Bob into her list
    And Dora is a member
    When Dora looks into the list of Ada
    And Dora watches her list
    Then Dora is told "one has to log in"
