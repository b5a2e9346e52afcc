@GET:/api/rookery/v1/shop/cart @PUT:/api/rookery/v1/shop/cart/lines/:id
Feature: A cart
  What somebody wants is kept for them, at the prices of now.

  Background:
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    And Ada describes "Crow" for 500 cents

  Scenario: what is wanted is in the cart
    When Bob wants 3 of "Rook"
    And Bob wants 1 of "Crow"
    Then the cart of Bob holds:
      | 1 Crow for 500  |
      | 3 Rook for 5985 |
    And the cart of Ada is empty

  Scenario: what is wanted again is not more
    Given Bob wants 3 of "Rook"
    When Bob wants 3 of "Rook"
    Then the cart of Bob holds:
      | 3 Rook for 5985 |

  Scenario: what is wanted no more goes
    Given Bob wants 3 of "Rook"
    When Bob wants 0 of "Rook"
    Then the cart of Bob is empty

  Scenario: a price that changes is the price
    Given Bob wants 2 of "Rook"
    When Ada describes "Rook" for 1000 cents
    Then the cart of Bob holds:
      | 2 Rook for 2000 |

  Scenario: nobody wants less than nothing
    When Bob wants -1 of "Rook"
    Then Bob is told "that makes no sense"
    And the cart of Bob is empty

  Scenario: what nobody sells can't be wanted
    When Bob wants 1 of "Jackdaw"
    Then Bob is told "that makes no sense"
    And the cart of Bob is empty

  Scenario: a visitor has to log in
    When a visitor wants 1 of "Rook"
    Then a visitor is told "one has to log in"
