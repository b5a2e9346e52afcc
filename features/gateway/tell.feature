Feature: Telling something on a topic
  Whoever runs the server tells those who listen what they like, from wherever they like.

  Background:
    Given Ada opens a channel with "rooks"
    And a visitor is watching what becomes of the channel of Ada

  Scenario: those who listen hear it, once however often it is told
    When Cleo, as operator, tells the channel of Ada "we pause at noon" as "one"
    And Cleo, as operator, tells the channel of Ada "we pause at noon" as "one"
    And Cleo, as operator, tells the channel of Ada "we go on" as "two"
    Then a visitor hears from the operator, once each and in this order:
      | we pause at noon |
      | we go on         |

  Scenario: a name stands for one thing
    Given Cleo, as operator, tells the channel of Ada "we pause at noon" as "one"
    When Cleo, as operator, tells the channel of Ada "we do not" as "one"
    Then Cleo is told "something else is there"

  Scenario: nobody else tells anything
    When Ada tells the channel of Ada "I pause at noon" as "one"
    Then Ada is told "that is not allowed"
    When a visitor tells the channel of Ada "me too" as "one"
    Then a visitor is told "one has to log in"
