@PATCH:/api/v1/accounts/update_credentials
Feature: Saying something of oneself

  Scenario: everybody reads what somebody tells about herself
    When Ada tells "I count #rooks <3" about herself
    Then a visitor reads "I count #rooks <3" about Ada
    And Bob reads "I count #rooks <3" about Ada

  Scenario: what was told can be taken back
    Given Ada tells "I count crows" about herself
    When Ada tells "" about herself
    Then a visitor reads "" about Ada

  Scenario: a note is short
    Given Ada tells "I count rooks" about herself
    When Ada tells 501 letters about herself
    Then Ada is told "that makes no sense"
    And a visitor reads "I count rooks" about Ada

  Scenario: a visitor has nothing to tell
    When a visitor tells "I was here" about himself
    Then a visitor is told "one has to log in"

  Scenario: whoever usually writes for followers need not say so each time
    Given Cleo follows Ada
    And Ada usually writes followers-only posts
    When Ada publishes "for friends" without saying for whom
    Then Cleo can read "for friends"
    But a visitor cannot read "for friends"

  Scenario: nobody usually writes letters
    When Ada wants to write with the visibility "direct" from now on
    Then Ada is told "there is no such visibility"
    When Ada publishes "for all" without saying for whom
    Then a visitor can read "for all"
