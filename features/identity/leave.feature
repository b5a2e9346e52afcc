@POST:/auth/account/delete
Feature: Deleting one's account

  Scenario: whoever deletes it is logged out everywhere, and does not get in again
    Given Ada is a member
    When Ada lets an app in
    And Ada deletes her account
    Then Ada's token opens nothing any more
    When Ada logs in
    Then Ada is told "the address or the password is wrong"

  Scenario: what they wrote is gone for everybody, and whoever watches is told so
    Given Ada follows Bob
    And Bob publishes "a nest of my own"
    And Ada is watching her home timeline
    When Bob deletes his account
    Then "a nest of my own" disappears from Ada's screen
    And Ada cannot read "a nest of my own"
    And a visitor cannot read "a nest of my own"

  Scenario: nobody gets the name
    Given Ada is a member
    When Ada deletes her account
    And somebody registers with Ada's name in capitals
    Then somebody is told "the name is taken"

  Scenario Outline: nothing is deleted with <wrong>
    Given Ada is a member
    And Bob is a member
    When Ada deletes her account with <wrong>
    Then Ada is told "the address or the password is wrong"
    And Ada is known as herself
    And Bob is known as himself

    Examples:
      | wrong                      |
      | a wrong password           |
      | Bob's address and password |
      | half a password            |
      | no address                 |
      | a very long password       |

  @wire
  Scenario: an operator deletes an account
    Given Ada is a member
    When Ada lets an app in
    And the operator deletes Ada
    Then Ada's token opens nothing any more

  @wire
  Scenario: nobody who is not there is deleted
    When the operator deletes Nobody
    Then the operator is refused
