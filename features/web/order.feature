@browser
Feature: Ordering on the page
  What is ordered is what was shown, or nothing.

  Background:
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    And Ada counts 5 of "Rook"
    And Bob has logged in on a page
    And Bob has put "Rook" into the cart on the page

  Scenario: what is shown is ordered
    When Bob orders what is in the cart on the page
    Then Bob's page shows an order of "Rook" that comes to "19.95"
    And Bob's page has nothing in the cart

  Scenario: what is ordered is paid
    When Bob orders what is in the cart on the page
    And Bob pays on the page
    Then Bob's page shows that the order is paid

  Scenario: a price that changed meanwhile is said, and nothing is ordered before one has seen it
    When Bob orders what is in the cart on the page, and the network is slow
    And Ada describes "Rook" for 1000 cents
    And what Bob sent arrives
    Then Bob's page says of "Rook" in the cart that "10.00"
    When Bob orders again
    Then Bob's page shows an order of "Rook" that comes to "10.00"
