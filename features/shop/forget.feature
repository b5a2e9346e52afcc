@POST:/auth/account/delete
Feature: Being forgotten by the shop
  What was bought stays bought, and the sums stay right; who it was that bought it nobody can say any more.

  Background:
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    And Ada counts 5 of "Rook"
    And Carl wants 3 of "Rook"
    And Carl looks into the cart
    And Carl orders what was shown

  Scenario: what whoever left has bought stays bought
    When Carl deletes his account
    Then Ada has 5 of "Rook", and 3 of them are promised

  Scenario: nobody is forgotten who does not want it
    When Carl deletes his account with a wrong password
    Then Carl is told "the address or the password is wrong"
    And the orders of Carl are:
      | placed: 3 for 5985 |
