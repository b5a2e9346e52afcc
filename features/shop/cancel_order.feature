@DELETE:/api/rookery/v1/shop/orders/:id @GET:/api/rookery/v1/shop/orders/:id
Feature: Taking an order back
  Who has ordered may think again; what was kept for them is there for others then.

  Background:
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    And Ada counts 5 of "Rook"
    And Bob wants 3 of "Rook"
    And Bob looks into the cart
    And Bob orders what was shown

  Scenario: what is taken back is free again
    When Bob takes the last order of Bob back
    Then the orders of Bob are:
      | cancelled: 3 for 5985 |
    And Ada has 5 of "Rook", and 0 of them are promised

  Scenario: whoever keeps the shop may do that too
    When Ada takes the last order of Bob back
    Then the orders of Bob are:
      | cancelled: 3 for 5985 |

  Scenario: nobody else can
    When Carol takes the last order of Bob back
    Then Carol is told "it is not there"
    And Ada has 5 of "Rook", and 3 of them are promised
