@GET:/api/rookery/v1/shop/cart @PUT:/api/rookery/v1/shop/cart/lines/:id @POST:/auth/guest
Feature: A cart before one logs in
  Whoever looks around can fill a cart, and takes it along when they say who they are.

  Background:
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    And Ada describes "Crow" for 500 cents
    And Ada counts 3 of "Rook"
    And Ada counts 9 of "Crow"

  Scenario: a guest has a cart
    When a guest wants 2 of "Rook"
    Then the guest has in the cart:
      | 2 Rook for 3990 |

  Scenario: a guest has to log in to order
    Given a guest wants 1 of "Rook"
    When the guest orders what is in the cart
    Then a visitor is told "that is not allowed"
    And Ada has 3 of "Rook", and 0 of them are promised

  Scenario: whoever logs in takes the cart along
    Given a guest wants 1 of "Crow"
    When Bob logs in where the guest was
    Then the cart of Bob holds:
      | 1 Crow for 500 |
    And the guest has nothing in the cart

  Scenario: quantities add up, to what there is
    Given Bob wants 2 of "Rook"
    And Bob wants 1 of "Crow"
    And a guest wants 2 of "Rook"
    And a guest wants 3 of "Crow"
    When Bob logs in where the guest was
    Then the cart of Bob holds:
      | 4 Crow for 2000 |
      | 3 Rook for 5985 |

  Scenario: what was taken along is not taken again
    Given a guest wants 1 of "Crow"
    And Bob logs in where the guest was
    When Bob logs in where the guest was
    Then the cart of Bob holds:
      | 1 Crow for 500 |

  Scenario: what nobody sells can't be wanted by a guest either
    When a guest wants 1 of "Jackdaw"
    Then a visitor is told "that makes no sense"
    And the guest has nothing in the cart
