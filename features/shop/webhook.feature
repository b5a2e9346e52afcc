Feature: Telling whoever keeps the books elsewhere
  Each change of an order is told outside, signed: in order, and again until it is taken.

  Background:
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    And Ada counts 5 of "Rook"
    And Bob wants 3 of "Rook"
    And Bob looks into the cart

  Scenario: an order that is placed and paid is told, though whoever is told was in trouble
    Given the bookkeeper is in trouble when first told of "Rook"
    When Bob orders what was shown
    And Bob pays the last order of Bob by trial_ok
    Then the bookkeeper has taken of the last order of Bob:
      | order.placed: placed |
      | order.paid: paid     |
    And the bookkeeper was told "order.placed" of the last order of Bob twice, under one id

  Scenario: an order that is taken back is told
    When Bob orders what was shown
    And Bob takes the last order of Bob back
    Then the bookkeeper has taken of the last order of Bob:
      | order.placed: placed       |
      | order.cancelled: cancelled |
