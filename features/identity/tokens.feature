Feature: Tokens

  Background:
    Given Ada is a member
    And Bob publishes "caw"

  Scenario: a token works for whatever its owner may do
    When Ada favourites "caw"
    Then Ada sees that she favourited "caw"

  Scenario Outline: a token that is <flaw> opens nothing
    When Ada's token is <flaw>
    And Ada publishes "caw caw"
    Then Ada is told "one has to log in"

    Examples:
      | flaw                     |
      | another server's         |
      | changed on the way       |
      | gibberish                |

  @in_process
  Scenario: a token whose time is over opens nothing
    When Ada's token is expired
    And Ada publishes "caw caw"
    Then Ada is told "one has to log in"

  Scenario: a bad token is refused also where none is needed
    When Ada's token is gibberish
    And Ada reads "caw"
    Then Ada is told "one has to log in"

  Scenario: a bad token watches nothing
    When Ada's token is another server's
    And Ada watches the public timeline
    Then Ada is told "one has to log in"

  @wire
  Scenario: a token has no place in an address
    When Ada sends a token in the address
    Then Ada is told "one has to log in"
