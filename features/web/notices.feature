@browser
Feature: What others did, on the page
  It is counted wherever one looks, stands on a page of its own at once, and is read once on all devices.

  Scenario: one is told at once, and what was seen is not counted any more
    Given Ada has logged in on a page
    When Bob publishes "look, @Ada"
    Then Ada's page counts 1 notice
    When Ada looks at what others did on the page
    Then Ada's page tells that Bob "mentioned you"
    And Ada's page shows "look, @"
    And Ada's page counts no notice
    When Cleo follows Ada
    Then Ada's page tells that Cleo "follows you"
    And Ada's page was not loaded again

  Scenario: what was seen once is not counted again
    Given Ada has logged in on a page
    And Bob publishes "look, @Ada"
    And Ada looks at what others did on the page
    And Ada's page tells that Bob "mentioned you"
    And Ada's page counts no notice
    When Ada opens the first page
    And Cleo follows Ada
    Then Ada's page counts 1 notice

  Scenario: visitors have to log in first
    When a visitor opens the page of what others did
    Then a visitor's page asks who it is
