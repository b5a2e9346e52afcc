@browser
Feature: The shop's pages
  What is sold stands there as it is now, and a cart is the same on every screen.

  Background:
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    And Ada describes "Crow" for 500 cents
    And Ada counts 5 of "Rook"
    And Ada counts 5 of "Crow"

  Scenario: a visitor looks what there is
    When a visitor looks through the shop on the page
    Then a visitor's page offers "Crow" for "5.00"
    And a visitor's page offers "Rook" for "19.95"
    When a visitor looks at "Rook" on the page
    Then a visitor's page says that "Only 5 left" holds for it
    When a visitor wants it on the page
    Then a visitor's page has 1 in the cart

  Scenario: what a visitor wanted is theirs when they log in
    Given a visitor has put "Rook" into the cart on the page
    When Bob logs in on the page of a visitor
    Then the cart on a visitor's page has 1 of "Rook" and comes to "19.95"

  Scenario: what a visitor has just wanted is taken along too
    Given a visitor looks at "Rook" on the page
    When a visitor wants "Rook" on the page, and the network is slow
    And Bob begins to log in on the page of a visitor
    Then it is the page of Bob that a visitor has
    When what a visitor sent arrives
    Then the cart on a visitor's page has 1 of "Rook" and comes to "19.95"

  Scenario: what sells out shows at once
    Given a visitor looks through the shop on the page
    And Bob looks at "Rook" on the page
    When Ada counts 2 of "Rook"
    Then Bob's page says that "Only 2 left" holds for it
    When Ada counts 0 of "Rook"
    Then Bob's page says that "Sold out" holds for it
    And a visitor's page offers "Rook" for "19.95"
    And a visitor's page says that "Rook" is sold out
    And Bob's page was not loaded again

  Scenario: a cart is the same in two places
    Given Bob has logged in on a page
    And Bob has logged in on a second page
    And Bob has the cart open on the second page
    And Bob looks at "Rook" on the page
    When Bob wants it on the page
    Then the cart on Bob's second page has 1 of "Rook" and comes to "19.95"
    When Bob wants it on the page
    Then the cart on Bob's second page has 2 of "Rook" and comes to "39.90"
    When Ada describes "Rook" for 1000 cents
    Then the cart on Bob's second page has 2 of "Rook" and comes to "20.00"
    When Bob takes "Rook" out of the cart on the second page
    Then Bob's page has nothing in the cart
    And Bob's page was not loaded again
