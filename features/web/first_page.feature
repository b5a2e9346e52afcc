@browser
Feature: The first page

  Scenario: it shows what was published before
    Given Bob publishes "the rooks are back"
    When Ada opens the first page
    Then Ada's page shows "the rooks are back"

  Scenario: a post that is made elsewhere appears without a reload
    Given Ada opens the first page
    When Bob publishes "the rooks are back"
    Then Ada's page shows "the rooks are back"
    And Ada's page was not loaded again

  Scenario: a post that is deleted elsewhere disappears
    Given Bob publishes "a slip of the beak"
    And Ada opens the first page
    When Bob deletes "a slip of the beak"
    Then Ada's page no longer shows "a slip of the beak"
    And Ada's page was not loaded again
