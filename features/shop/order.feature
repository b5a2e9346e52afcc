@POST:/api/rookery/v1/shop/orders @GET:/api/rookery/v1/shop/orders
Feature: Ordering
  What somebody was shown is what they get: all of it, or nothing; and nothing is sold twice.

  Background:
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    And Ada counts 5 of "Rook"

  Scenario: a cart is ordered as it was shown
    Given Bob wants 3 of "Rook"
    And Bob looks into the cart
    When Bob orders what was shown
    Then the orders of Bob are:
      | placed: 3 for 5985 |
    And the cart of Bob is empty
    And Ada has 5 of "Rook", and 3 of them are promised

  Scenario: a price that has changed meanwhile is not paid
    Given Bob wants 1 of "Rook"
    And Bob looks into the cart
    And Ada describes "Rook" for 2495 cents
    When Bob orders what was shown
    Then Bob is told "something else is there"
    And the cart of Bob holds:
      | 1 Rook for 2495 |
    And Ada has 5 of "Rook", and 0 of them are promised

  Scenario: what others were faster to order is told, and nothing is half ordered
    Given Ada describes "Crow" for 500 cents
    And Ada counts 9 of "Crow"
    And Bob wants 4 of "Rook"
    And Bob wants 1 of "Crow"
    And Bob looks into the cart
    And Ada counts 3 of "Rook"
    When Bob orders what was shown
    Then Bob is told "something else is there"
    And the orders of Bob are:
      | refused: 0 for 0 |
    And Ada has 9 of "Crow", and 0 of them are promised
    And the cart of Bob holds:
      | 1 Crow for 500  |
      | 4 Rook for 7980 |

  Scenario: a cart is ordered once
    Given Bob wants 1 of "Rook"
    And Bob looks into the cart
    And Bob orders what was shown
    When Bob orders what was shown
    Then Bob is told "something else is there"
    And the orders of Bob are:
      | placed: 1 for 1995 |
