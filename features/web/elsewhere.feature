@browser
Feature: Logging in on the page with an account elsewhere

  Scenario: somebody new gets an account
    When Ada logs in on a page with an account elsewhere that vouches for her address
    And Ada writes "hello from elsewhere" on the page
    Then Ada's page shows "hello from elsewhere"

  Scenario: a member whose address both sides know is known
    Given Ada is a member
    And Ada has confirmed her address
    When Ada logs in on a page with an account elsewhere that vouches for her address
    And Ada writes "it is still me" on the page
    Then Ada's page shows "it is still me"
    And a visitor finds "it is still me" by Ada in the public timeline

  Scenario: nobody takes over an account by its address alone
    Given Ada is a member
    And Ada has confirmed her address
    When Ada logs in on a page with an account elsewhere that does not vouch for her address
    Then Ada's page says that she has to log in here first
    And Ada's page is nobody's

  Scenario: nor by an address that its owner never confirmed
    Given Ada is a member
    When Ada logs in on a page with an account elsewhere that vouches for her address
    Then Ada's page says that she has to log in here first
    And Ada's page is nobody's

  Scenario: what is linked opens the account, whatever its address
    Given Ada has logged in on a page
    When Ada links another account elsewhere on the page
    And Ada logs out on the page
    And Ada logs in on a page with that other account
    And Ada writes "linked" on the page
    Then Ada's page shows "linked"
    And a visitor finds "linked" by Ada in the public timeline
