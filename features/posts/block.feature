@POST:/api/v1/accounts/:id/block @POST:/api/v1/accounts/:id/unblock
Feature: Wanting nothing to do with somebody

  Background:
    Given Ada follows Bob
    And Bob follows Ada
    And Cleo follows Bob
    And Bob publishes "caw"

  Scenario: neither follows the other any more
    When Bob blocks Ada
    Then Bob is followed by "Cleo"
    And Bob has 1 follower
    And Ada has 0 followers

  Scenario: who is blocked finds nothing of the other
    When Bob blocks Ada
    Then Ada cannot read "caw"
    And Ada sees nothing in Bob's timeline
    And Ada does not see "caw" in the public timeline
    But Cleo can read "caw"

  Scenario: who blocks does not come across the other
    When Ada blocks Bob
    Then Ada does not see "caw" in the public timeline
    And Ada does not see "caw" in her home timeline
    But Ada can read "caw"

  Scenario: what others pass on is left out too
    Given Ada follows Cleo
    And Cleo boosts "caw"
    When Ada blocks Bob
    Then Ada does not see "caw" in her home timeline
    And Ada does not see "caw" in Cleo's timeline

  Scenario: it takes effect on the screen at once
    Given "Ada, Cleo" are all watching the public timeline
    When Bob blocks Ada
    And Bob publishes "still here"
    Then exactly "Cleo" are shown it

  Scenario Outline: it takes effect on screens that are open at any server
    Given Ada is watching the public timeline at every server
    And Bob publishes "before"
    And every server shows "before"
    When <who> blocks <whom>
    And Bob publishes "after"
    Then no server shows "after"

    Examples:
      | who | whom |
      | Bob | Ada  |
      | Ada | Bob  |

  Scenario: who is blocked cannot follow
    Given Bob blocks Ada
    When Ada follows Bob
    Then Ada is told "that is not allowed"

  Scenario: after it is over all can be read again, but nobody follows
    Given Bob blocks Ada
    When Bob no longer blocks Ada
    Then Ada can read "caw"
    And Ada does not see "caw" in her home timeline

  Scenario: nobody gets away from themselves
    When Ada blocks Ada
    Then Ada is told "that is not allowed"

  Scenario: a visitor blocks nobody
    When a visitor blocks Bob
    Then a visitor is told "one has to log in"
    And a visitor can read "caw"
