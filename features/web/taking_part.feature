@browser
Feature: Taking part on the page

  Scenario: logging in and writing
    When Ada logs in on a page
    And Ada writes "hello from a page" on the page
    Then Ada's page shows "hello from a page"
    And a visitor finds "hello from a page" by Ada in the public timeline

  Scenario: a wrong password opens nothing
    When Ada logs in on a page with a wrong password
    Then Ada's page says that log-in failed

  Scenario: making an account and writing
    When Ada registers on a page
    And Ada writes "I am new here" on the page
    Then Ada's page shows "I am new here"
    And a visitor finds "I am new here" by Ada in the public timeline

  Scenario: what friends write appears at home
    Given Ada follows Bob
    And Ada has logged in on a page
    When Bob publishes "the rooks are back"
    Then Ada's page shows "the rooks are back"
    And Ada's page was not loaded again

  Scenario: what is too long cannot be sent
    Given Ada has logged in on a page
    When Ada types a text of 501 letters on the page
    Then the page does not let Ada send it
