@POST:/auth/register
Feature: Making an account

  Scenario: one is logged in at once
    When Ada registers
    Then Ada is known as herself

  Scenario: a new account has done nothing yet
    When Ada registers
    Then Ada has 0 posts
    And Ada has 0 followers
    And Ada follows 0 accounts

  Scenario Outline: the <field> "<value>" is <flaw>
    When somebody registers with the <field> "<value>"
    Then somebody is told "the <field> is <flaw>"

    Examples:
      | field    | value                           | flaw      |
      | name     |                                 | missing   |
      | name     | a b                             | malformed |
      | name     | ådä                             | malformed |
      | name     | a.b                             | malformed |
      | name     | abcdefghijklmnopqrstuvwxyz01234 | too long  |
      | name     | Admin                           | reserved  |
      | address  |                                 | missing   |
      | address  | ada                             | malformed |
      | address  | ada@                            | malformed |
      | address  | @rookery.example                | malformed |
      | address  | a da@rookery.example            | malformed |
      | password |                                 | missing   |
      | password | rookery                         | too short |

  Scenario Outline: a <field> of <count> letters is too long
    When somebody registers with a <field> of <count> letters
    Then somebody is told "the <field> is too long"

    Examples:
      | field    | count |
      | name     | 31    |
      | address  | 255   |
      | password | 257   |

  Scenario: a name is taken, whatever the case
    Given Ada is a member
    When somebody registers with Ada's name in capitals
    Then somebody is told "the name is taken"

  Scenario: an address is taken, whatever the case
    Given Ada is a member
    When somebody registers with Ada's address in capitals
    Then somebody is told "the address is taken"

  Scenario: of four who want the same name at once, one gets it
    When 4 people register with the same name at once
    Then one of them has it, and the others are told "the name is taken"
